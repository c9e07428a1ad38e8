package io.intereststream.deploy.local;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes SIGINT (Ctrl-C) and SIGTERM interrupt a thread instead of ending the JVM, so that the
 * thread can stop its work properly. A shutdown hook could not do this, because Flink's hooks
 * delete its files at the same time. A second signal ends the JVM immediately.
 *
 * <p>Java has no standard API for signals. If the JVM does not have {@code sun.misc.Signal}, a
 * signal ends it as usual.
 */
public final class StopSignals implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM");

  private final Thread interrupted;
  private final Map<Object, Object> previous = new LinkedHashMap<>();
  private Method handle;
  private volatile boolean received;

  private StopSignals(Thread interrupted) {
    this.interrupted = interrupted;
  }

  /** From now on, signals interrupt the calling thread. */
  public static StopSignals interruptThisThread() {
    StopSignals signals = new StopSignals(Thread.currentThread());
    signals.install();
    return signals;
  }

  /** Whether a signal was received. */
  public boolean received() {
    return received;
  }

  private void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      handle = signal.getMethod("handle", signal, handler);
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              receive();
            }
            return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : null;
          };
      Object own =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      for (String name : NAMES) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        previous.put(one, handle.invoke(null, one, own));
      }
    } catch (ReflectiveOperationException e) {
      // The JVM has no such signals, or something else handles them.
      handle = null;
    }
  }

  private void receive() {
    received = true;
    close();
    interrupted.interrupt();
  }

  /** Restores the previous handlers of the signals. */
  @Override
  public synchronized void close() {
    if (handle == null) {
      return;
    }
    try {
      for (Map.Entry<Object, Object> signal : previous.entrySet()) {
        handle.invoke(null, signal.getKey(), signal.getValue());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the previous signal handlers cannot be restored", e);
    }
    previous.clear();
  }
}

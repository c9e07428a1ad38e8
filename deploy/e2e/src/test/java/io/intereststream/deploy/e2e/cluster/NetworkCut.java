package io.intereststream.deploy.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on loopback, between the job and the broker, that can stop all traffic, like a
 * network that loses all packets: old and new connections stay open without an answer. After the
 * cut, data in transit arrives.
 *
 * <p>It is not a network namespace, because all servers are bound to the host's loopback, and
 * containers often may not create namespaces.
 */
final class NetworkCut implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int BUFFER_BYTES = 64 << 10;

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private int target;
  private boolean isCut;
  private boolean closed;

  /** Binds a port. */
  NetworkCut() throws IOException {
    server.bind(new InetSocketAddress(LOOPBACK, 0));
  }

  /** The address of the proxy. */
  String address() {
    return LOOPBACK + ":" + server.getLocalPort();
  }

  /** Begins to forward to a port. */
  void forwardTo(int port) {
    target = port;
    start("accept", this::accept);
  }

  /** Lets nothing pass from now on. */
  synchronized void cut() {
    isCut = true;
  }

  /** Ends the cut. */
  synchronized void heal() {
    isCut = false;
    notifyAll();
  }

  private synchronized void passOrWait() throws InterruptedException {
    while (isCut && !closed) {
      wait();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        start("connect", () -> connect(client));
      }
    } catch (IOException e) {
      // close() was called.
    }
  }

  private void connect(Socket client) {
    Socket broker = new Socket();
    sockets.add(broker);
    try {
      passOrWait();
      broker.connect(new InetSocketAddress(LOOPBACK, target));
      broker.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      start("to-broker", () -> pump(client, broker));
      pump(broker, client);
    } catch (IOException | InterruptedException e) {
      end(client, broker);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        passOrWait();
        out.write(buffer, 0, read);
      }
      passOrWait();
    } catch (IOException | InterruptedException e) {
      // One of the two ends has closed the connection.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket two) {
    for (Socket socket : new Socket[] {one, two}) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more.
      }
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "network-cut-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of the loopback address. */
final class LoopbackPorts {
  private LoopbackPorts() {}

  /** Returns a free port other than {@code other}. */
  static int free(int other) {
    int port;
    do {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(LocalBroker.HOST, 0));
        port = socket.getLocalPort();
      } catch (IOException e) {
        throw InterestStreamException.environment(
            "no free port on %s: %s".formatted(LocalBroker.HOST, IoFault.reason(e)), e);
      }
    } while (port == other);
    return port;
  }

  /** Throws if a port is in use. */
  static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LocalBroker.HOST, port));
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "broker port %s:%d: %s (expected: a free port)"
              .formatted(LocalBroker.HOST, port, IoFault.reason(e)),
          e);
    }
  }

  /** Whether a port accepts connections. */
  static boolean accepts(int port) {
    return accepts(LocalBroker.HOST, port);
  }

  /** Whether a port of another address of this machine accepts connections. */
  static boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

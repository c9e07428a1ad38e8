package io.intereststream.deploy.local;

import java.nio.file.Path;

/** A program that runs a broker, prints its process id and waits to be killed. */
final class BrokerParent {
  private BrokerParent() {}

  public static void main(String[] arguments) throws Exception {
    LocalBroker broker = LocalBroker.in(Path.of(arguments[0])).start();
    System.out.println(broker.pid());
    System.out.flush();
    broker.await();
  }
}

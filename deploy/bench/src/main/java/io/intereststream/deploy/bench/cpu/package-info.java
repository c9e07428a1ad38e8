/** CPU time of processes by groups of threads, from Linux's {@code /proc}. */
package io.intereststream.deploy.bench.cpu;

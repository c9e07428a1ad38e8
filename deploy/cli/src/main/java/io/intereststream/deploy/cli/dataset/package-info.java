/** Data sets and the options that name one. */
package io.intereststream.deploy.cli.dataset;

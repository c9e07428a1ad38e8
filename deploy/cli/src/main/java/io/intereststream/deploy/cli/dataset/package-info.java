/** The options that name the data that commands read. */
package io.intereststream.deploy.cli.dataset;

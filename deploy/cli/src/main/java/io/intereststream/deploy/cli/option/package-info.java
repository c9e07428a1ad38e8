/** Options that several commands have. */
package io.intereststream.deploy.cli.option;

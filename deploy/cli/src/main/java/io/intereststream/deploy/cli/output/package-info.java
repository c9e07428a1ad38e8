/** What commands print: JSON reports, tables and progress. */
package io.intereststream.deploy.cli.output;

/** Exit codes, and the error that carries one. */
package io.intereststream.deploy.cli.error;

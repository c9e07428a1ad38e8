/** The launcher script, run as a user runs it. */
package io.intereststream.deploy.e2e.launcher;

/** The base class of all errors that are not bugs in this program, and the exit codes. */
package io.intereststream.error;

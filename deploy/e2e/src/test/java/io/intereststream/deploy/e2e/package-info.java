/** Tests of several modules together. */
package io.intereststream.deploy.e2e;

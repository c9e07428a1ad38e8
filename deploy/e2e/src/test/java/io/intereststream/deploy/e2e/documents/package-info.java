/** The documents: their links lead somewhere, and the commands that they show run. */
package io.intereststream.deploy.e2e.documents;

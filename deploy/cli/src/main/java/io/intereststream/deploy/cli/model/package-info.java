/** The {@code model} commands, which work on a model registry, and {@code release verify}. */
package io.intereststream.deploy.cli.model;

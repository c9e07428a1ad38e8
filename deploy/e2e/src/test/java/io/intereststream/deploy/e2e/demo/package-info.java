/** The demo's parts together: training, promotion by online evaluation, audit. */
package io.intereststream.deploy.e2e.demo;

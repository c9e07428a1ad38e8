/** What people look at after a run: a page, and plots as SVG. */
package io.intereststream.training.report;

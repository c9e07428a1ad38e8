/**
 * Text files: the dialects of CSV, the formats of times, and malformed rows. This package does not
 * depend on watches.
 */
package io.intereststream.data.csv;

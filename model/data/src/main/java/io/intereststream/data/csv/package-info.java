/**
 * Text files: the dialects of CSV, the formats of times, and malformed rows. This package does not
 * use the classes of watch logs.
 */
package io.intereststream.data.csv;

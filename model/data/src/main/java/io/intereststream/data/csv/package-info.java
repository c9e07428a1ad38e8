/**
 * Text files as people have them: the dialects of CSV, the forms of a time, and the rows that are
 * malformed. It knows nothing of watches.
 */
package io.intereststream.data.csv;

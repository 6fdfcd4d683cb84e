package dev.palisade.catalog.product;

/**
 * What is wrong with a line of a file.
 *
 * @param line its number: of CSV the line in the file, from one; of JSON the place among the items, from one
 * @param field the field; empty when it is the line as a whole
 * @param message what is wrong with it
 */
record RefusedLine(int line, String field, String message) {}

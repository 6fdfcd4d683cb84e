package dev.palisade.catalog.product;

import java.util.List;

/**
 * What an import has done, or would do.
 *
 * @param applied whether it was done
 * @param added how many products are new
 * @param changed how many are another than before
 * @param unchanged how many are as they were
 * @param refused what is wrong with the lines that were left out
 */
record ImportReport(boolean applied, int added, int changed, int unchanged, List<RefusedLine> refused) {}

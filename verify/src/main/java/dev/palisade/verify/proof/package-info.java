/** What has to be true of the policies, proved by Cedar's symbolic analysis for every request that the schema allows. */
@NullMarked
package dev.palisade.verify.proof;

import org.jspecify.annotations.NullMarked;

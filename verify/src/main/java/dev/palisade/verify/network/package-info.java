/** Who can reach whom on a cluster's network: the policies, made from the call matrix, and what they come to. */
@NullMarked
package dev.palisade.verify.network;

import org.jspecify.annotations.NullMarked;

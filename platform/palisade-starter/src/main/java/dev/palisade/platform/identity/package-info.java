/** Who this process is: its SPIFFE identity and certificate, renewed while it runs. */
@NullMarked
package dev.palisade.platform.identity;

import org.jspecify.annotations.NullMarked;

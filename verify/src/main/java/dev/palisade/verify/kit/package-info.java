/** Attacks a resource server or an authorization server of somebody else. */
@NullMarked
package dev.palisade.verify.kit;

import org.jspecify.annotations.NullMarked;

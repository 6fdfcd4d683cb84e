/** Security is never off in tests: a certificate authority, a token issuer and a PostgreSQL that are real. */
@NullMarked
package dev.palisade.test;

import org.jspecify.annotations.NullMarked;

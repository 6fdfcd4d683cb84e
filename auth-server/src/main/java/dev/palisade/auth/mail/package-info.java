/** Mail to people: registration, forgotten passwords, and where mails go. */
@NullMarked
package dev.palisade.auth.mail;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Text that must not be printed. {@link #toString()} does not show it. Assertion libraries that print the fields of
 * what they compare do not show it either: they do not look into JDK classes, and one of these holds the text.
 */
public final class Secret {

    private final SecretKeySpec bytes;

    /**
     * Wraps a text.
     *
     * @param text not empty
     */
    public Secret(String text) {
        this.bytes = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "text");
    }

    /** {@return the text} */
    public String reveal() {
        return new String(bytes.getEncoded(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** Shows none of the text. */
    @Override
    public String toString() {
        return "a secret";
    }
}

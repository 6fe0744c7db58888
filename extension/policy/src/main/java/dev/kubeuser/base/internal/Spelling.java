// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a mistyped word may have meant. */
public final class Spelling {

    /** A word that differs by more is another word: a wrong hint does harm, where none does not. */
    private static final int MOST_LETTERS = 2;

    private Spelling() {}

    /**
     * {@return the nearest of some words, if one is near}
     *
     * @param mistyped what was written
     * @param words what may have been meant
     */
    public static Optional<String> nearest(String mistyped, Collection<String> words) {
        String lower = mistyped.toLowerCase(Locale.ROOT);
        LevenshteinDistance distance = distance(mistyped);
        return words.stream()
                .filter(word -> distance.apply(lower, word.toLowerCase(Locale.ROOT)) >= 0)
                .min(Comparator.comparingInt((String word) -> distance.apply(lower, word.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static LevenshteinDistance distance(String mistyped) {
        return new LevenshteinDistance(Math.min(MOST_LETTERS, Math.max(1, mistyped.length() / 3)));
    }

    /**
     * {@return whether one word is nearly another one; nothing is near to an empty one}
     *
     * @param mistyped the one
     * @param word the other
     */
    public static boolean isNear(String mistyped, String word) {
        return !mistyped.isEmpty()
                && !word.isEmpty()
                && distance(mistyped).apply(mistyped.toLowerCase(Locale.ROOT), word) >= 0;
    }

    /**
     * {@return {@code . Did you mean "list"?}, or nothing}
     *
     * @param mistyped what was written
     * @param words what may have been meant
     */
    public static String didYouMean(String mistyped, Collection<String> words) {
        return nearest(mistyped, words).map(Spelling::question).orElse("");
    }

    /**
     * {@return the end of a message that suggests a word}
     *
     * @param meant the word
     */
    public static String question(String meant) {
        return ". Did you mean \"" + meant + "\"?";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.util.Random;

/** What random tests begin with: always the same, or what {@code -Dtest.seed} says, a number or {@code random}. */
public record Seed(long value) {

    private static final String PROPERTY = "test.seed";
    private static final long USUAL = 20_260_101;

    public static Seed ofRun() {
        String wanted = System.getProperty(PROPERTY, String.valueOf(USUAL));
        return new Seed(wanted.equals("random") ? new Random().nextInt(Integer.MAX_VALUE) : Long.parseLong(wanted));
    }

    @Override
    public String toString() {
        return "repeat with -D" + PROPERTY + "=" + value;
    }
}

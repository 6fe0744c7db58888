// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import org.junit.jupiter.api.Test;

/** A test class that is about its annotations alone. */
public abstract class OneTest {

    @Test
    void passes() {}
}

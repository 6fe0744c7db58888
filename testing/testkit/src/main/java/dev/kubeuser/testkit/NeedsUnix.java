// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A test of, or by, what Windows does not have. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "needs signals, modes, links, a shell or device files, as Linux and macOS have them")
public @interface NeedsUnix {}

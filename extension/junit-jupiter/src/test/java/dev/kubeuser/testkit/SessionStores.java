// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.launcher.LauncherSession;

/** The stores of launcher sessions, which JUnit has from 5.13 on. */
public final class SessionStores {

    private SessionStores() {}

    public static boolean exist() {
        return Stream.of(LauncherSession.class.getMethods())
                .anyMatch(method -> method.getName().equals("getStore"));
    }

    /** A test that needs such a store, or the class templates that came with it. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @EnabledIf(
            value = "dev.kubeuser.testkit.SessionStores#exist",
            disabledReason = "not applicable: JUnit 5.12 has neither stores of sessions nor class templates")
    public @interface Needed {}

    /** A test of what kubeuser reports where JUnit lacks them. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @DisabledIf(
            value = "dev.kubeuser.testkit.SessionStores#exist",
            disabledReason = "not applicable: this JUnit is new enough")
    public @interface Absent {}
}

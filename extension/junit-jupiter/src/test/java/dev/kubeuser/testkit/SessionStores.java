// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;

/** The stores of launcher sessions, which JUnit has from 5.13 on. */
public final class SessionStores {

    private SessionStores() {}

    public static boolean exist() {
        return Stream.of(LauncherSession.class.getMethods())
                .anyMatch(method -> method.getName().equals("getStore"));
    }

    public static boolean areAbsent() {
        return !exist();
    }
}

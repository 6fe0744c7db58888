// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Decides which of several instances of the extension acts. Annotations and a field may each register one on a class,
 * and JUnit calls all of them.
 *
 * @param first the instance that was called first
 */
public record Responsibility(Extension first) {

    /** Whether an extension acts for a class: the first one to ask does. */
    public static boolean begins(Extension extension, ExtensionContext ofClass) {
        return claim(extension, ofClass, ExtensionStore.of(ofClass));
    }

    /**
     * Whether an extension acts here. An extension that a method registers acts for that method; those that JUnit makes
     * for its parameters, one for each invocation, act for their invocation.
     */
    public static boolean isWith(Extension extension, ExtensionContext context) {
        Responsibility ofClass = ExtensionStore.of(context).get(key(context), Responsibility.class);
        if (ofClass != null) {
            return ofClass.first == extension;
        }
        boolean isInMethod = context.getTestMethod().isPresent();
        boolean isBeforeAll = Placement.isOneInstance(context);
        return !(isInMethod || isBeforeAll) || claim(extension, context, ExtensionStore.of(context));
    }

    private static boolean claim(Extension extension, ExtensionContext context, ExtensionStore store) {
        return store.getOrComputeIfAbsent(key(context), key -> new Responsibility(extension), Responsibility.class)
                        .first
                == extension;
    }

    private static Object key(ExtensionContext context) {
        return ExtensionStore.key(Responsibility.class, context.getRequiredTestClass());
    }
}

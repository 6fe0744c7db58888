// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;

/** Describes places in the source, for messages. */
public final class Places {

    private Places() {}

    /** Describes a class, a field, a method, a constructor or a parameter. */
    public static String of(AnnotatedElement element) {
        if (element instanceof Class<?> type) {
            return "class " + type.getName();
        }
        if (element instanceof Field field) {
            return "field " + field.getDeclaringClass().getName() + "." + field.getName();
        }
        if (element instanceof Parameter parameter) {
            return of(parameter);
        }
        String owner = ((Executable) element).getDeclaringClass().getName();
        return element instanceof Method method ? "method " + owner + "." + method.getName() : "constructor " + owner;
    }

    private static String of(Parameter parameter) {
        Executable executable = parameter.getDeclaringExecutable();
        int index = Arrays.asList(executable.getParameters()).indexOf(parameter);
        return "parameter " + (index + 1) + " (" + parameter.getType().getSimpleName() + " " + parameter.getName()
                + ") of " + of(executable);
    }
}

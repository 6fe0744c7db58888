package dev.kubeuser.junit.internal;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;

/** Describes places in the source, for messages. */
public final class Places {

    private Places() {}

    public static String of(Class<?> type) {
        return "class " + type.getName();
    }

    public static String of(Field field) {
        return "field " + field.getDeclaringClass().getName() + "." + field.getName();
    }

    public static String of(Executable executable) {
        String kind = executable instanceof Method ? "method " : "constructor ";
        String name = executable instanceof Method ? "." + executable.getName() : "";
        return kind + executable.getDeclaringClass().getName() + name;
    }

    public static String of(Parameter parameter) {
        Executable executable = parameter.getDeclaringExecutable();
        int index = Arrays.asList(executable.getParameters()).indexOf(parameter);
        return "parameter " + (index + 1) + " (" + parameter.getType().getSimpleName() + " " + parameter.getName()
                + ") of " + of(executable);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hears the signals that end a program, until it is closed. The JVM would end at once, and the cluster before the
 * command. Java has no interface of its own for that: without the module {@code jdk.unsupported}, and of a signal that
 * this system does not have, nothing is heard.
 */
final class HeardSignals {

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private final Map<Object, Object> former = new LinkedHashMap<>();

    private HeardSignals() {}

    /**
     * Begins to hear.
     *
     * @param listener takes the name of each signal, as in {@code TERM}, on a thread of its own
     */
    static HeardSignals by(Consumer<String> listener) {
        HeardSignals heard = new HeardSignals();
        NAMES.forEach(name -> heard.hear(name, listener));
        return heard;
    }

    private void hear(String name, Consumer<String> listener) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    HeardSignals.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            listener.accept(name);
                            return null;
                        }
                        return method.getName().equals("equals") ? proxy == arguments[0] : (Object) name.hashCode();
                    });
            Object before = handle(signal, handler);
            if (type.getField("SIG_IGN").get(null).equals(before)) {
                handle(signal, before); // as below nohup, and so it is for the command
            } else {
                former.put(signal, before);
            }
        } catch (ReflectiveOperationException notHere) {
            return;
        }
    }

    /** Returns what handled it before. */
    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle =
                signal.getClass().getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal, handler);
    }

    /** Leaves signals to the JVM again. */
    void close() {
        former.forEach((signal, before) -> {
            try {
                handle(signal, before);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }
}

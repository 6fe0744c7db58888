package dev.kubeuser.report.internal;

import com.google.gson.GsonBuilder;

/** Writes readable JSON: indented, and with {@code <} and {@code >} unescaped. */
final class PrettyJson {

    private PrettyJson() {}

    static String of(Object value) {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(value)
                + "\n";
    }
}

package dev.kubeuser.report.internal;

import com.google.gson.GsonBuilder;

/** JSON that people may look into: indented, and with {@code <} and {@code >} as they are. */
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

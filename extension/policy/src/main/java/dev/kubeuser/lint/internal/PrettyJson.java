// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.util.OptionalInt;

/** Writes readable JSON: indented, with {@code <} and {@code >} unescaped, and without members that are empty. */
public final class PrettyJson {

    private PrettyJson() {}

    public static String of(Object value) {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .registerTypeAdapter(OptionalInt.class, (JsonSerializer<OptionalInt>) (number, type, context) ->
                                number.isPresent() ? new JsonPrimitive(number.getAsInt()) : JsonNull.INSTANCE)
                        .create()
                        .toJson(value)
                + "\n";
    }
}

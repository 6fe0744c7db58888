// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON as text that is equal where the values are: sorted keys, one way to write a number. */
final class Canonical {

    private Canonical() {}

    static String of(JsonElement json) {
        if (json.isJsonObject()) {
            Map<String, String> sorted = new TreeMap<>();
            json.getAsJsonObject().entrySet().forEach(entry -> sorted.put(entry.getKey(), of(entry.getValue())));
            return sorted.toString();
        }
        if (json.isJsonArray()) {
            return StreamSupport.stream(json.getAsJsonArray().spliterator(), false)
                    .map(Canonical::of)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return json instanceof JsonPrimitive value && value.isNumber() ? number(value) : json.toString();
    }

    private static String number(JsonPrimitive value) {
        return new BigDecimal(value.getAsString()).stripTrailingZeros().toPlainString();
    }
}

package dev.kubeuser.access.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Headers as {@link dev.kubeuser.access.KubeResponse} has them. */
public final class LastHeaders {

    private LastHeaders() {}

    /**
     * {@return the last value of each header, by its name in lower case}
     *
     * @param headers all values of each header
     */
    public static Map<String, String> of(Map<String, List<String>> headers) {
        Map<String, String> last = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (!values.isEmpty()) {
                last.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1));
            }
        });
        return last;
    }
}

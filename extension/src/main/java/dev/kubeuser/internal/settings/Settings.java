package dev.kubeuser.internal.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reads the values of {@link Setting}s; a malformed one is an error that names the setting and the value. */
public final class Settings {

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern MILLIS = Pattern.compile("(\\d{1,12})MS");

    private final ExtensionContext context;

    public Settings(ExtensionContext context) {
        this.context = context;
    }

    public <T> Optional<T> read(Setting setting, Function<String, T> parser) {
        return context.getConfigurationParameter(setting.key())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> parse(setting, text, parser));
    }

    private static <T> T parse(Setting setting, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException malformed) {
            throw new ExtensionConfigurationException(
                    setting.key() + "=" + text + ": " + malformed.getMessage(), malformed);
        }
    }

    public boolean flag(Setting setting) {
        return read(setting, Settings::parseBoolean).orElse(false);
    }

    public List<String> list(Setting setting) {
        return read(setting, Settings::parseList).orElse(List.of());
    }

    public static boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false is needed");
        };
    }

    public static int parseInteger(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("a whole number is needed", malformed);
        }
    }

    /** Comma-separated, for neither a SAN nor a usual argument of kube-apiserver begins behind a comma. */
    private static List<String> parseList(String text) {
        return COMMA.splitAsStream(text)
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** Reads {@code 250ms}, {@code 90s}, {@code 5m}, {@code 1h30m}, and what {@link Duration#parse} reads. */
    public static Duration parseDuration(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        Matcher millis = MILLIS.matcher(upper);
        if (millis.matches()) {
            return Duration.ofMillis(Long.parseLong(millis.group(1)));
        }
        try {
            return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration; write it as in 250ms, 90s, 5m or 1h30m", malformed);
        }
    }
}

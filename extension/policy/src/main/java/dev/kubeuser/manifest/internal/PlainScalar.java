package dev.kubeuser.manifest.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves unquoted scalars as in kubectl's dialect of YAML 1.1: {@code y} and {@code on} are true, {@code 0755} is
 * octal, {@code 1e3} is a number; timestamps and {@code 12:30:45} are text.
 *
 * @see <a href="https://pkg.go.dev/sigs.k8s.io/yaml">sigs.k8s.io/yaml</a>
 */
public final class PlainScalar {

    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern NOT_FINITE = Pattern.compile("\\.(nan|NaN|NAN)|[-+]?\\.(inf|Inf|INF)");
    private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0[xX][0-9a-fA-F]+");
    private static final Pattern BINARY = Pattern.compile("[-+]?0[bB][01]+");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[oO]?[0-7]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private static final Pattern LEADING_ZEROS = Pattern.compile("^([-+]?0[xXbBoO]?)0+(?=[0-9a-fA-F])");

    /** A sign, a prefix, and 64 digits of one bit. */
    private static final int LONGEST_INTEGER = 67;

    private PlainScalar() {}

    /**
     * {@return the value of a scalar}
     *
     * @param text the text in the file
     * @throws IllegalArgumentException if JSON cannot express the value, such as {@code .inf}
     */
    public static JsonElement resolve(String text) {
        if (NULL.contains(text)) {
            return JsonNull.INSTANCE;
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return new JsonPrimitive(TRUE.contains(text));
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " has no counterpart in JSON; quote it if you mean text");
        }
        Number number = number(text);
        return number == null ? new JsonPrimitive(text) : new JsonPrimitive(number);
    }

    private static @Nullable Number number(String text) {
        if (text.isEmpty() || "0123456789+-.".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        String digits = text.replace("_", "");
        BigInteger integer = integer(digits);
        if (integer != null && integer.bitLength() < Long.SIZE) {
            return integer;
        }
        if (integer != null && integer.signum() > 0 && integer.bitLength() == Long.SIZE) {
            return decimal(integer.doubleValue());
        }
        return FLOAT.matcher(digits).matches() ? decimal(Double.parseDouble(digits)) : null;
    }

    /** No longer integer fits into 64 bits, and computing one with millions of digits takes minutes. */
    private static @Nullable BigInteger integer(String written) {
        String digits = LEADING_ZEROS.matcher(written).replaceFirst("$1");
        return digits.length() > LONGEST_INTEGER ? null : shortInteger(digits);
    }

    private static @Nullable BigInteger shortInteger(String digits) {
        if (HEXADECIMAL.matcher(digits).matches()) {
            return new BigInteger(digits.replaceFirst("0[xX]", ""), 16);
        }
        if (BINARY.matcher(digits).matches()) {
            return new BigInteger(digits.replaceFirst("0[bB]", ""), 2);
        }
        if (OCTAL.matcher(digits).matches()) {
            return new BigInteger(digits.replaceFirst("0[oO]?", ""), 8);
        }
        return DECIMAL.matcher(digits).matches() ? new BigInteger(digits) : null;
    }

    /** Like Go, writes a whole number without a decimal point, so that an integer field takes it. */
    private static @Nullable BigDecimal decimal(double value) {
        if (Double.isInfinite(value)) {
            return null;
        }
        BigDecimal shortest = BigDecimal.valueOf(value);
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e21;
        return whole ? shortest.setScale(0) : shortest;
    }
}

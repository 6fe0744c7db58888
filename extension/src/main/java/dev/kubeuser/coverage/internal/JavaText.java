package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.UserInfo;
import java.util.Locale;
import javax.lang.model.SourceVersion;
import org.apache.commons.text.StringEscapeUtils;

/** Writes Java. */
final class JavaText {

    private JavaText() {}

    static String literal(String text) {
        return "\"" + StringEscapeUtils.escapeJava(text) + "\"";
    }

    /** A variable for somebody: the user name, without what stands before it in that of a ServiceAccount. */
    static String variable(UserInfo user) {
        return variable(user.name().substring(user.name().lastIndexOf(':') + 1), "user");
    }

    /** A variable of the words in a name; what cannot be one gets something before it. */
    static String variable(String name, String before) {
        StringBuilder variable = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+", -1)) {
            variable.append(variable.isEmpty() ? decapitalized(word) : capitalized(word));
        }
        String written = variable.toString();
        return SourceVersion.isIdentifier(written) && !SourceVersion.isKeyword(written) ? written : before + written;
    }

    private static String decapitalized(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }

    private static String capitalized(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}

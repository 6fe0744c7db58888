// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page in a browser, and what it did that a report must not do.
 *
 * @param page in the browser
 * @param offences dialogs, requests for other things than the file, and complaints of the browser
 */
record OpenedPage(Page page, List<String> offences) {

    /** The parts of a report, each of which has a tab. */
    static final List<String> PARTS =
            List.of("summary paths denials findings grid graph answers policy needs tests certificates".split(" "));

    private static final Page.WaitForSelectorOptions DRAWN =
            new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED);

    static OpenedPage open(Page page, String address) {
        List<String> offences = new ArrayList<>();
        page.onDialog(dialog -> {
            offences.add("dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().equals(address)) {
                offences.add("request " + request.url());
            }
        });
        page.onConsoleMessage(message -> offences.add("console " + message.text()));
        page.onPageError(error -> offences.add("error " + error));
        page.navigate(address);
        return new OpenedPage(page, offences);
    }

    /** Opens the tab of a part, and waits until it is shown: its pictures are drawn once their width is known. */
    OpenedPage show(String part) {
        page.click("#tab-" + part);
        page.waitForSelector("#" + part + ":visible");
        page.waitForSelector("#" + part + " .picture:empty", DRAWN);
        return this;
    }

    List<String> texts(String selector) {
        return page.locator(selector).allTextContents();
    }

    int count(String selector) {
        return page.locator(selector).count();
    }

    /** Whether there is anything to the right that one has to scroll to. */
    boolean isWiderThanScreen() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** Of what one sees without scrolling, in the directory of the build. */
    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }
}

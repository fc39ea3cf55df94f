import { say } from "../support/catalogue";
import { categories, heading, openDetails } from "../support/pages";
import { expect, test } from "../support/test";

/** How light a colour is, 0 to 1. */
const lightness = (colour: string) => {
  const parts = colour.match(/[\d.]+/g)!.slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3 / 255;
};

test.describe("The pages", () => {
  test.use({ as: "helmi" });

  test("are dark where one likes it dark", async ({ page }) => {
    for (const [colorScheme, isDark] of [["light", false], ["dark", true]] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/my-data/fees");
      const colours = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { paper: style.backgroundColor, ink: style.color };
      });
      expect(lightness(colours.paper) < lightness(colours.ink)).toBe(isDark);
    }
  });

  test("can be read at 400 percent", { tag: "@once" }, async ({ page }) => {
    // 1280 × 1024 at 400 percent.
    await page.setViewportSize({ width: 320, height: 256 });
    for (const path of ["/my-data", "/my-data/checkout-history", "/my-data/take-away", "/security"]) {
      await page.goto(path);
      await openDetails(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
      await heading(page).scrollIntoViewIfNeeded();
      await expect(heading(page)).toBeInViewport({ ratio: 1 });
      // Nothing stays in the way while one scrolls.
      const stuck = await page.evaluate(
        () => [...document.querySelectorAll("body *")].filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position)).length,
      );
      expect(stuck, path).toBe(0);
    }
  });

  test("have targets of 44 pixels on a phone", async ({ page, isMobile }) => {
    test.skip(!isMobile, "for phones");
    const small: string[] = [];
    for (const path of ["/my-data", "/my-data/checkouts", "/my-data/checkout-history", "/my-data/take-away", "/security", "/sign-in"]) {
      await page.goto(path);
      small.push(
        ...(await page.evaluate(() =>
          [...document.querySelectorAll("a, button, summary, input, select")]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches("p a, .skip-link, [type=hidden]"))
            .map((element) => {
              // A card's link covers the card; a choice's label is part of its target.
              const area = element.closest(".card") ?? element.closest(".choice") ?? element;
              return { text: (element.textContent || element.id).trim(), height: area.getBoundingClientRect().height };
            })
            .filter(({ height }) => height < 43.5)
            .map(({ text, height }) => `${location.pathname}: ${text} (${height} px)`),
        )),
      );
    }
    expect([...new Set(small)]).toEqual([]);
  });

  test("are cards on a phone and tables on a desk", async ({ page, isMobile }) => {
    await page.goto("/my-data/checkouts");
    const row = page.getByRole("row").nth(1);
    const [first, second] = await Promise.all([
      row.getByRole("rowheader").boundingBox(),
      row.getByRole("cell").first().boundingBox(),
    ]);
    const isBeside = second!.x >= first!.x + first!.width - 1 && second!.y < first!.y + first!.height;
    expect(isBeside).toBe(!isMobile);
    // To programs they are tables either way.
    await expect(page.getByRole("table")).toBeVisible();
    await expect(page.getByRole("cell").first()).toBeVisible();
  });

  test("fetch nothing that is not theirs, and little of it", { tag: "@once" }, async ({ page }) => {
    let bytes = 0;
    page.on("response", (answer) => void answer.request().sizes().then((sizes) => (bytes += sizes.responseBodySize), () => {}));
    await page.goto("/my-data", { waitUntil: "networkidle" });
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(250_000);
  });
});

test.describe("Every page", () => {
  test.use({ as: "aino" });

  test("has the headers that keep strangers out, and is not kept", { tag: "@once" }, async ({ page }) => {
    for (const path of ["/my-data", ...categories.map((category) => `/my-data/${category}`), "/my-data/take-away", "/security", "/no-such-page"]) {
      const headers = (await page.goto(path))!.headers();
      expect(headers["cache-control"], path).toBe("no-store");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBe("DENY");
      const policy = headers["content-security-policy"]!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe-inline");
      expect(policy).not.toContain("'unsafe-eval'");
    }
    await expect(heading(page)).toHaveText(say("en", "not-found-title"));
  });
});

import { expect, waitUntil } from "@open-wc/testing";
import { quiet, successMessage } from "../../browser/page-setup.js";
import { setupConnect, type SetupOptions } from "./connect-setup.js";

async function setupForm(options: SetupOptions = {}) {
  const form = document.createElement("form");
  document.body.append(form);
  const fixture = await setupConnect({
    parent: form,
    attributes: { name: "account", ...options.attributes },
    ...options,
  });
  const { element, state, post } = fixture;
  return {
    ...fixture,
    form,
    value: () => new FormData(form).get("account"),
    connect: async (id = "conn_1") => {
      const ended = element.open();
      await state("open");
      post(successMessage(id));
      await ended;
      await element.updateComplete;
    },
  };
}

describe("<ofauth-connect> in a form", () => {
  it("passes the accessibility audit", async () => {
    const { element } = await setupForm({ attributes: { required: "" } });
    await expect(element).to.be.accessible();
  });

  it("submits the connection id under its name", async () => {
    const { element, form, value, connect } = await setupForm();
    expect(element.form).to.equal(form);
    expect([...new FormData(form).keys()]).to.deep.equal([]);
    await connect("conn_7");
    expect(value()).to.equal("conn_7");
    element.name = "other";
    await element.updateComplete;
    expect([...new FormData(form)]).to.deep.equal([["other", "conn_7"]]);
  });

  it("keeps its value when a later attempt is cancelled, and replaces it after a success", async () => {
    const { element, value, connect, state } = await setupForm();
    await connect("conn_1");
    const ended = element.open();
    await state("open");
    element.close({ force: true });
    await ended;
    await element.updateComplete;
    expect(value()).to.equal("conn_1");
    await connect("conn_2");
    expect(value()).to.equal("conn_2");
  });

  it("is invalid while it is required and has no connection", async () => {
    const { element, form, connect } = await setupForm();
    expect(form.checkValidity()).to.equal(true);
    expect(element.willValidate).to.equal(true);
    element.required = true;
    await element.updateComplete;
    expect(form.checkValidity()).to.equal(false);
    expect(element.checkValidity()).to.equal(false);
    expect(element.validity.valueMissing).to.equal(true);
    expect(element.validationMessage).to.equal("Connect an account first.");
    expect(element.matches(":invalid")).to.equal(true);
    await connect();
    expect(form.checkValidity()).to.equal(true);
    expect(element.validationMessage).to.equal("");
  });

  it("uses the string of the host in the validation message", async () => {
    const { element } = await setupForm({ properties: { required: true, strings: { required: "Bitte verbinden." } } });
    expect(element.validationMessage).to.equal("Bitte verbinden.");
  });

  it("prevents the submission while it is invalid, and focuses its button", async () => {
    const { element, form, root, button } = await setupForm({ properties: { required: true } });
    let sent = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sent++;
    });
    form.requestSubmit();
    expect(sent).to.equal(0);
    expect(document.activeElement).to.equal(element);
    expect(root.activeElement).to.equal(button);
    expect(element.reportValidity()).to.equal(false);
  });

  it("clears its connection when the form is reset", async () => {
    const { element, form, value, connect, button } = await setupForm({ properties: { required: true } });
    await connect();
    expect(button.textContent).to.contain("Connected");
    form.reset();
    await element.updateComplete;
    expect(value()).to.equal(null);
    expect(element.connection).to.equal(null);
    expect(element.checkValidity()).to.equal(false);
    expect(button.textContent).to.contain("Connect account");
  });

  it("does not submit the form when its button is clicked", async () => {
    const { element, form, button } = await setupForm();
    let sent = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sent++;
    });
    button.click();
    await quiet();
    element.close({ force: true });
    expect(sent).to.equal(0);
  });

  it("has no value and is valid while disabled", async () => {
    const { element, form, value, connect } = await setupForm();
    await connect();
    element.disabled = true;
    element.required = true;
    await element.updateComplete;
    expect(value()).to.equal(null);
    expect(element.willValidate).to.equal(false);
    expect(form.checkValidity()).to.equal(true);
    element.disabled = false;
    await element.updateComplete;
    expect(value()).to.equal("conn_1");
  });

  it("can be clicked again after a script disabled and enabled it", async () => {
    const { element, button } = await setupForm();
    element.disabled = true;
    await element.updateComplete;
    expect(button.disabled).to.equal(true);
    element.disabled = false;
    await waitUntil(() => !button.disabled, "the button is enabled");
  });

  it("is disabled by its fieldset, without a disabled attribute", async () => {
    const { element, form, button } = await setupForm();
    const fieldset = document.createElement("fieldset");
    form.append(fieldset);
    fieldset.append(element);
    fieldset.disabled = true;
    await element.updateComplete;
    expect(button.disabled).to.equal(true);
    expect(element.disabled).to.equal(false);
    expect(element.hasAttribute("disabled")).to.equal(false);
  });
});

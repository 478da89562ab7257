// Reads a label's code with the phone's camera where the browser can, and fills it into the form; what it means the service decides.
"use strict";

(() => {
  const FORMATS = ["qr_code", "data_matrix"];
  const LOOK_EVERY_MS = 250;
  const frame = document.querySelector("[data-scan]");
  const note = frame?.querySelector("[data-scan-note]");
  const video = frame?.querySelector("video");
  const field = frame && document.getElementById(frame.dataset.scan);
  let detector, stream;

  async function prepare() {
    if (!frame || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    const known = await BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((format) => known.includes(format));
    if (!formats.length) return;
    detector = new BarcodeDetector({ formats });
    frame.hidden = false;
    // One primary action: where a code can be scanned, to type it is the second way.
    document.querySelector("[data-scan-second]").dataset.variant = "secondary";
    frame.querySelector("[data-scan-start]").addEventListener("click", start);
    addEventListener("pagehide", stop);
  }

  async function start() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      note.textContent = frame.dataset.looking;
      await video.play();
      look();
    } catch {
      stop();
      note.textContent = frame.dataset.noCamera;
      field.focus();
    }
  }

  async function look() {
    if (!stream) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return setTimeout(look, LOOK_EVERY_MS);
    stop();
    field.value = code.rawValue;
    field.form.requestSubmit();
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
  }

  prepare();
})();

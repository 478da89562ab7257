// A map that fills in a field of a form: with the name of the place that is pressed, or with the position. The field moves the pin.
const PIN_SIZE = 10;
const CHOICE_ZOOM = 15;
const POSITION = /^\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*$/; // as the form's own rule

class PickMap extends PointsMap {
  constructor(frame) {
    super(frame);
    this.field = document.getElementById(this.words.picks);
    this.isPosition = "position" in this.words;
    this.pin = L.layerGroup().addTo(this.map);
    this.field.addEventListener("input", () => this.showChoice());
    this.field.addEventListener("change", () => this.goToChoice());
    if (this.isPosition) this.map.on("click", ({ latlng: { lat, lng } }) => this.choose(`${lat.toFixed(5)}, ${lng.toFixed(5)}`));
  }

  // Where something new stands may be far from all that is there.
  get furthest() {
    return 0;
  }

  cluster() {
    super.cluster();
    this.showChoice();
    this.goToChoice();
  }

  choose(text) {
    this.field.value = text;
    this.showChoice();
  }

  chosen() {
    if (this.isPosition) {
      const numbers = POSITION.exec(this.field.value)?.slice(1).map((text) => Number(text.replace(",", ".")));
      return numbers && Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= 180 ? numbers : null;
    }
    const place = this.points.find((point) => [point.name, point.id].includes(this.field.value.trim()));
    return place ? [place.lat, place.lon] : null;
  }

  showChoice() {
    const at = this.chosen();
    this.pin.clearLayers();
    if (at) this.pin.addLayer(new Mark(at, { radius: PIN_SIZE, interactive: false, draw: drawPin }));
    this.frame.querySelector(".list-map").dataset.chosen = at ? at.join(" ") : "";
  }

  goToChoice() {
    const at = this.chosen();
    if (at) this.map.setView(at, Math.max(this.map.getZoom(), CHOICE_ZOOM), { animate: false });
  }

  enter(position, cluster) {
    if (!this.isPosition) super.enter(position, cluster);
  }

  // One place is chosen at once; of several in one spot their names are.
  open(position, places) {
    if (this.isPosition) return;
    if (places.length === 1) return this.choose(places[0].name);
    const choices = document.createElement("div");
    choices.append(...places.slice(0, CARDS).map((place) => this.button(place.name)));
    this.popup(position, choices);
  }

  button(name) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "ds-button", textContent: name });
    button.dataset.variant = "secondary";
    button.addEventListener("click", () => {
      this.choose(name);
      this.map.closePopup();
    });
    const row = document.createElement("div");
    row.append(button);
    return row;
  }
}

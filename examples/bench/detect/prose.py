"""Prose: harmless paragraphs in seven languages and harmless code, put together from small parts."""

LANGUAGES = {
    "en": (
        ["The build", "Our support team", "The new release", "Every customer", "The invoice run", "A failing test"],
        ["took longer than we had planned", "needs another look before Friday", "was moved to the next sprint",
         "does not depend on the cache any more", "answers in under a second", "keeps the old behaviour"],
        ["because the queue was full", "as agreed in the meeting", "although nobody had asked for it",
         "once the migration is through", "and nobody noticed for three days"],
    ),
    "de": (
        ["Der Bericht", "Die Lieferung", "Unser Kunde", "Das neue Modul", "Die Prüfung der Anträge"],
        ["wurde am Montag geändert", "braucht noch eine Freigabe", "läuft seit gestern ohne Fehler",
         "hängt nicht mehr vom Speicher ab", "kommt später als geplant"],
        ["weil die Größe nicht stimmte", "wie im Gespräch vereinbart", "obwohl niemand danach gefragt hat"],
    ),
    "fr": (
        ["Le rapport", "La livraison", "Notre équipe", "Le nouveau module", "La réunion de jeudi"],
        ["a été reporté à la semaine prochaine", "fonctionne de nouveau", "demande encore une relecture",
         "ne dépend plus du serveur"],
        ["parce que la file était pleine", "comme prévu", "même si personne ne l'avait demandé"],
    ),
    "es": (
        ["El informe", "La entrega", "Nuestro equipo", "El módulo nuevo", "La reunión del jueves"],
        ["se aplazó hasta la próxima semana", "vuelve a funcionar", "necesita otra revisión", "ya no depende de la caché"],
        ["porque la cola estaba llena", "como se acordó", "aunque nadie lo había pedido"],
    ),
    "pt": (
        ["O relatório", "A entrega", "Nossa equipe", "O novo módulo", "A reunião de quinta"],
        ["foi adiado para a próxima semana", "voltou a funcionar", "precisa de mais uma revisão"],
        ["porque a fila estava cheia", "como combinado", "embora ninguém tenha pedido"],
    ),
    "it": (
        ["Il rapporto", "La consegna", "La nostra squadra", "Il nuovo modulo"],
        ["è stato rinviato alla prossima settimana", "funziona di nuovo", "richiede un'altra lettura"],
        ["perché la coda era piena", "come concordato", "anche se nessuno l'aveva chiesto"],
    ),
    "pl": (
        ["Raport", "Dostawa", "Nasz zespół", "Nowy moduł"],
        ["został przesunięty na przyszły tydzień", "znowu działa", "wymaga jeszcze przeglądu"],
        ["bo kolejka była pełna", "zgodnie z ustaleniami", "choć nikt o to nie prosił"],
    ),
}

NOUNS = "order item queue worker session report batch cursor window shard page token bucket record vector".split()
VERBS = "load parse merge flush route split count trim store resolve encode refresh".split()


def paragraph(draw, language):
    """Two to six sentences."""
    subjects, predicates, reasons = LANGUAGES[language]

    def sentence():
        end = f" {draw.choice(reasons)}" if draw.random() < 0.6 else ""
        number = f" ({draw.randint(2, 400)} of {draw.randint(400, 9000)})" if draw.random() < 0.15 else ""
        return f"{draw.choice(subjects)} {draw.choice(predicates)}{end}{number}."

    return " ".join(sentence() for _ in range(draw.randint(2, 6)))


def code(draw):
    """A piece of code or configuration without anything to find."""
    noun, other, verb = draw.choice(NOUNS), draw.choice(NOUNS), draw.choice(VERBS)
    return draw.choice(FORMS).format(
        noun=noun, other=other, verb=verb, Noun=noun.title(), NOUN=noun.upper(), n=draw.randint(1, 64), m=draw.randint(100, 9999)
    )


FORMS = [
    "```rust\nfn {verb}_{noun}(items: &[{Noun}]) -> Result<usize, Error> {{\n    let {other} = items.iter().filter(|item| "
    "item.is_open()).count();\n    tracing::debug!({other}, limit = {m}, \"{verb} {noun}\");\n    Ok({other} / {n})\n}}\n```",
    "```js\nexport async function {verb}{Noun}(request, {{ timeout = {m}, retries = {n} }} = {{}}) {{\n  const {other} = await "
    "fetch(`/v2/{noun}/${{request.params.id}}`);\n  return {other}.ok ? {other}.json() : null;\n}}\n```",
    "```yaml\nservices:\n  {noun}-{verb}:\n    image: registry.internal/{noun}:{n}.{n}.0\n    ports: [\"{m}:{m}\"]\n    environment:\n"
    "      LOG_LEVEL: debug\n      {NOUN}_LIMIT: \"{m}\"\n    depends_on: [{other}]\n```",
    "```sql\nSELECT {noun}.id, COUNT(*) AS {other}s FROM {noun} JOIN {other} ON {other}.{noun}_id = {noun}.id\nWHERE {noun}.state = "
    "'open' AND {noun}.size > {m} GROUP BY {noun}.id ORDER BY {other}s DESC LIMIT {n};\n```",
    "```python\n@app.route('/{noun}/<int:{noun}_id>')\ndef {verb}_{noun}({noun}_id: int, *, max_tokens: int = {m}) -> dict:\n    "
    "{other} = self.{other}s.get({noun}_id) or self.{verb}({noun}_id)\n    return {{'{other}': {other}, 'total_tokens': {m}}}\n```",
    "```json\n{{\"{noun}\": {{\"id\": {m}, \"state\": \"done\", \"tags\": [\"{verb}\", \"{other}\"], \"usage\": {{\"prompt_tokens\": {m}, "
    "\"completion_tokens\": {n}}}}}}}\n```",
    "```\nINFO  {noun}::{verb}: {other}={m} elapsed={n}ms attempt={n}/{m}\nWARN  {noun}::{verb}: slow {other}, {m} rows in {n}.{n}s\n```",
]

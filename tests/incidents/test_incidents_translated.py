"""Exports of help desks whose users work in German, French, Spanish or Portuguese."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cxaudit.incidents import open_sources

if TYPE_CHECKING:
    from pathlib import Path

# The header, and the column that each of its names means.
TRANSLATED = {
    "Zendesk, German": (
        "id=Ticket-ID; text=Betreff; customer=Anfragender; opened_at=Angefordert am; "
        "updated_at=Aktualisiert; closed_at=Gelöst; agent_group=Gruppe; agent=Zuständig; status=Status; "
        "priority=Priorität; channel=Kanal; tags=Stichwörter; satisfaction=Zufriedenheitsbewertung"
    ),
    "Zendesk, French": (
        "id=ID du ticket; text=Objet; customer=Demandeur; opened_at=Demandé; updated_at=Mis à jour; "
        "closed_at=Résolu; agent_group=Groupe; agent=Assigné; status=Statut; priority=Priorité; "
        "channel=Canal; tags=Marqueurs; satisfaction=Évaluation de satisfaction"
    ),
    "Zendesk, Spanish": (
        "id=ID del ticket; text=Asunto; customer=Solicitante; opened_at=Solicitado; updated_at=Actualizado; "
        "closed_at=Resuelto; agent_group=Grupo; agent=Agente asignado; status=Estado; priority=Prioridad; "
        "channel=Canal; tags=Etiquetas"
    ),
    "Zendesk, Portuguese": (
        "id=ID do ticket; text=Assunto; customer=Solicitante; opened_at=Solicitado; updated_at=Atualizado; "
        "closed_at=Resolvido; agent_group=Grupo; agent=Atribuído; status=Status; priority=Prioridade; "
        "channel=Canal; tags=Marcadores"
    ),
    "Jira, German": (
        "text=Zusammenfassung; id=Vorgangsschlüssel; category=Vorgangstyp; status=Status; "
        "priority=Priorität; agent=Zugewiesene Person; customer=Melder; opened_at=Erstellt; "
        "updated_at=Aktualisiert; closed_at=Erledigt; tags=Stichwörter; text=Beschreibung"
    ),
    "Jira, French": (
        "text=Résumé; id=Clé de ticket; category=Type de ticket; status=État; priority=Priorité; "
        "agent=Responsable; customer=Rapporteur; opened_at=Création; updated_at=Mise à jour; "
        "closed_at=Résolu; tags=Étiquettes; text=Description"
    ),
    "Jira, Spanish": (
        "text=Resumen; id=Clave de incidencia; category=Tipo de incidencia; status=Estado; "
        "priority=Prioridad; agent=Persona asignada; customer=Informador; opened_at=Creada; "
        "updated_at=Actualizada; closed_at=Resuelta; tags=Etiquetas; text=Descripción"
    ),
    "Jira, Portuguese": (
        "text=Resumo; id=Chave do item; category=Tipo de item; status=Status; priority=Prioridade; "
        "agent=Responsável; customer=Relator; opened_at=Criado; updated_at=Atualizado; closed_at=Resolvido; "
        "text=Descrição"
    ),
    "ServiceNow, German": (
        "id=Nummer; text=Kurzbeschreibung; opened_at=Eröffnet; customer=Anrufer; priority=Priorität; "
        "status=Zustand; category=Kategorie; agent_group=Zuweisungsgruppe; agent=Zugewiesen an; "
        "updated_at=Aktualisiert; closed_at=Geschlossen"
    ),
    "ServiceNow, French": (
        "id=Numéro; text=Brève description; opened_at=Ouvert; customer=Appelant; priority=Priorité; "
        "status=État; category=Catégorie; agent_group=Groupe d'affectation; agent=Affecté à; "
        "updated_at=Mis à jour; closed_at=Fermé"
    ),
    "ServiceNow, Spanish": (
        "id=Número; text=Descripción breve; opened_at=Abierto; customer=Solicitante; priority=Prioridad; "
        "status=Estado; category=Categoría; agent_group=Grupo de asignación; agent=Asignado a; "
        "updated_at=Actualizado; closed_at=Cerrado"
    ),
    "ServiceNow, Portuguese": (
        "id=Número; text=Descrição resumida; opened_at=Aberto; customer=Solicitante; priority=Prioridade; "
        "status=Estado; category=Categoria; agent_group=Grupo de atribuição; agent=Atribuído a; "
        "updated_at=Atualizado; closed_at=Fechado"
    ),
    "Freshdesk, German": (
        "id=Ticket-ID; text=Betreff; status=Status; priority=Priorität; channel=Quelle; category=Typ; "
        "agent=Agent; agent_group=Gruppe; opened_at=Erstellt am; due_at=Fällig am; closed_at=Gelöst am; "
        "segment=Firma; first_response_minutes=Reaktionszeit (Std.)"
    ),
}


@pytest.mark.parametrize("columns", TRANSLATED.values(), ids=TRANSLATED)
def test_the_columns_of_a_help_desk_are_known_in_the_language_of_its_users(columns: str, tmp_path: Path) -> None:
    pairs = [pair.split("=") for pair in columns.split("; ")]
    names = [name for _, name in pairs]
    rows = [",".join(f"{sign}{place}" for place, _ in enumerate(names)) for sign in "xy"]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    (source,) = open_sources([str(path)])
    found = [[entry.column, entry.original] for entry in source.recognised if entry.how == "name"]
    assert [pair for pair in pairs if pair not in found] == []

from django.urls import path

from tickets.portal.views import (
    contracts,
    credit,
    escalation,
    following,
    home,
    notes,
    opening,
    people,
    products,
    sessions,
    ticket,
    tickets,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("incidents/", tickets.tickets, name="tickets"),
    path("incidents/nouveau/", opening.ticket_new, name="ticket_new"),
    path("couverture/", opening.coverage, name="coverage"),
    path("incidents/<str:number>/", ticket.ticket, name="ticket"),
    path("incidents/<str:number>/nouveautes/", ticket.news, name="news"),
    path("incidents/<str:number>/messages/", ticket.messages_, name="messages"),
    path("incidents/<str:number>/closure/", ticket.closure, name="closure"),
    path("incidents/<str:number>/reopening/", ticket.reopening, name="reopening"),
    path("incidents/<str:number>/estimation/", ticket.estimate_decision, name="estimate_decision"),
    path("incidents/<str:number>/abonnes/", following.followers, name="followers"),
    path("incidents/<str:number>/abonnes/retrait/", following.unfollowing, name="unfollowing"),
    path("incidents/<str:number>/severite/", following.severity, name="severity"),
    path("incidents/<str:number>/session/", sessions.session, name="session"),
    path("incidents/<str:number>/session/decision/", sessions.session_decision, name="session_decision"),
    path("incidents/<str:number>/avis/", following.rating, name="rating"),
    path("incidents/<str:number>/escalade/", escalation.escalation, name="escalation"),
    path("credit/", credit.credit, name="credit"),
    path("credit/releve.csv", credit.credit_csv, name="credit_csv"),
    path("credit/releve.pdf", credit.credit_pdf, name="credit_pdf"),
    path("personnes/", people.people, name="people"),
    path("personnes/inviter/", people.invite, name="people_invite"),
    path("personnes/<int:pk>/retrait/", people.removal, name="people_removal"),
    path("personnes/<int:pk>/role/", people.role, name="people_role"),
    path("personnes/invitations/<int:pk>/envoi/", people.invitation_again, name="invitation_again"),
    path(
        "personnes/invitations/<int:pk>/retrait/", people.invitation_withdrawal, name="invitation_withdrawal"
    ),
    path("notes/", notes.notes, name="notes"),
    path("notes/<slug:slug>/", notes.note, name="note"),
    path("proches/", notes.matching, name="matching"),
    path("produits/", products.products, name="products"),
    path("produits/<path:serial>/version/", products.version, name="device_version"),
    # A number or a serial may hold a slash.
    path("contrats/", contracts.contracts, name="contracts"),
    path("contrats/<path:number>/renouvellement/", contracts.renewal, name="renewal"),
    path("contrats/<path:number>/", contracts.contract, name="contract"),
]
